# Prints local_projection.csv: the local projection and the traded dollar on local_projection_panel.csv by lm and glm with
# dummies, errors by brute force. Run from this folder: Rscript local_projection.R > local_projection.csv
d <- read.csv("local_projection_panel.csv")
nodes <- sort(unique(c(paste(d$period, d$a), paste(d$period, d$b))))
M <- matrix(0, nrow(d), length(nodes))
M[cbind(seq_len(nrow(d)), match(paste(d$period, d$a), nodes))] <- 1
M[cbind(seq_len(nrow(d)), match(paste(d$period, d$b), nodes))] <- 1
beta <- function(k) unname(coef(lm(d$y[k] ~ 0 + d$treated[k] + M[k, ], weights = d$weights[k]))[1])
all <- rep(TRUE, nrow(d))

full <- lm(d$y ~ 0 + d$treated + M, weights = d$weights)
part <- resid(lm(d$treated ~ 0 + M, weights = d$weights))
score <- function(w, r, e) w * r * e / sum(w * r^2)
u <- score(d$weights, part, resid(full))
share <- outer(d$a, d$a, "==") | outer(d$a, d$b, "==") | outer(d$b, d$a, "==") | outer(d$b, d$b, "==")
cluster <- ifelse(d$treated == 1, paste("decision", d$decision), paste("dyad", d$a, d$b))
states <- sort(unique(c(d$a, d$b)))
left <- sapply(states, function(s) beta(d$a != s & d$b != s))
S <- length(states)

flows <- d$pre + d$post
logit <- glm(d$post / flows ~ 0 + d$treated + M, weights = flows, family = quasibinomial(),
             control = glm.control(epsilon = 1e-15, maxit = 100))
p <- fitted(logit)
w <- flows * p * (1 - p)
dollar <- score(w, resid(lm(d$treated ~ 0 + M, weights = w)), (d$post / flows - p) / (p * (1 - p)))
shares <- tapply((d$weights * part^2)[d$treated == 1], d$decision[d$treated == 1], sum)
shares <- shares / sum(shares)

out <- c(
  estimate = beta(all),
  dyadic_variance = sum(outer(u, u) * share),
  decision_variance = sum(tapply(u, cluster, sum)^2),
  jackknife_variance = (S - 2) / (2 * S) * sum((left - mean(left))^2),
  effective_decisions = 1 / sum(shares^2),
  largest_decision_share = max(shares),
  dollar_estimate = unname(coef(logit)[1]),
  dollar_dyadic_variance = sum(outer(dollar, dollar) * share),
  dollar_decision_variance = sum(tapply(dollar, cluster, sum)^2)
)
cat("quantity,value\n")
cat(sprintf("%s,%.12g\n", names(out), out), sep = "")
