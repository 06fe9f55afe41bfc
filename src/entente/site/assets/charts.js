// Draws each chart's specification over its static image, at the width there is and in the colours of the page.
// `ententeNight` (light colour to dark) and `ententeVega` (the libraries) are set by scripts loaded before this one.
(function () {
  "use strict";
  var figures = Array.prototype.slice.call(document.querySelectorAll("figure.chart"));
  if (!figures.length || !window.ententeVega) return;

  function isDark() {
    return getComputedStyle(document.documentElement).colorScheme === "dark";
  }
  function coloured(text, dark) {
    if (!dark) return text;
    return text.replace(/#[0-9a-f]{6}/gi, function (hex) { return window.ententeNight[hex.toLowerCase()] || hex; });
  }
  function draw(figure) {
    var room = figure.querySelector(".chart-room");
    var source = figure.querySelector("script.chart-spec").textContent;
    var spec = JSON.parse(coloured(source, isDark()));
    var width = Math.min(room.clientWidth, 720);
    var state = width + (isDark() ? "d" : "l");
    if (!width || room.dataset.state === state) return;
    room.dataset.state = state;
    spec.width = Math.max(120, width - (spec.usermeta && spec.usermeta.inset || 0));
    var holder = document.createElement("div");
    holder.className = "drawn";
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", room.querySelector("img").alt);
    var inner = document.createElement("div");
    inner.setAttribute("aria-hidden", "true");
    holder.appendChild(inner);
    room.appendChild(holder);
    function embed() { return window.ententeVega.vegaEmbed(inner, spec, { actions: false, renderer: "svg" }); }
    embed().then(function () {
      // Words at the edge can make a drawing wider than its room: draw it narrower rather than let it, and its text, shrink.
      var over = Number(inner.querySelector("svg").getAttribute("width")) - width;
      if (over <= 0) return null;
      spec.width = Math.max(120, spec.width - Math.ceil(over));
      return embed();
    }).then(function () {
      Array.prototype.slice.call(room.querySelectorAll(".drawn")).forEach(function (old) { if (old !== holder) old.remove(); });
      room.classList.add("live");
    }).catch(function (error) {
      holder.remove();
      console.error("chart " + figure.id + ": " + error);
    });
  }
  function drawAll() { figures.forEach(draw); }
  var waiting = 0;
  function soon() { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); }

  drawAll();
  window.addEventListener("resize", soon);
  new MutationObserver(soon).observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-scheme"] });
  new MutationObserver(soon).observe(document.body, { attributes: true, attributeFilter: ["class"] });
})();
