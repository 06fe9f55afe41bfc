// Every page: search puts whole words first, whichever renderer's search asks; closed tables open for the printer.
(function () {
  "use strict";
  function words(text) {
    return String(text || "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }
  // 0: every word stands in the names; 1: in the text; 2: begins a word; 3: only resembles one.
  function rank(item, wanted) {
    var names = words(item.title).concat(words(item.section)), all = names.concat(words(item.text));
    function each(held, same) {
      return wanted.every(function (word) { return held.some(function (other) { return same(other, word); }); });
    }
    function equal(a, b) { return a === b; }
    function begins(a, b) { return a.indexOf(b) === 0; }
    return each(names, equal) ? 0 : each(all, equal) ? 1 : each(all, begins) ? 2 : 3;
  }
  if (window.Fuse) {
    window.Fuse = class extends window.Fuse {
      search(query, options) {
        var wanted = typeof query === "string" ? words(query) : [];
        if (!wanted.length) return super.search(query, options);
        var limit = (options && options.limit) || Infinity;
        var found = super.search(query, Object.assign({}, options, { limit: Infinity })).map(function (hit) {
          return { hit: hit, rank: rank(hit.item, wanted) };
        });
        var meant = found.filter(function (each) { return each.rank < 3; });
        return (meant.length ? meant : found)
          .sort(function (a, b) { return a.rank - b.rank; })
          .slice(0, limit)
          .map(function (each) { return each.hit; });
      }
    };
  }

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("main details:not([open]):not(.code-fold)"));
    opened = opened.filter(function (one) { return !one.closest("td"); });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
})();
