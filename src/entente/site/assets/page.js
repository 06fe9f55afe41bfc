// Every page: search works in pages opened as files and puts whole words first, whichever renderer's search asks; closed
// tables open for the printer.
(function () {
  "use strict";
  // A page opened as a file may not fetch: the index comes as a script beside this one, loaded when search first asks.
  var here = document.currentScript ? document.currentScript.src : "";
  if (window.location.protocol === "file:" && here) {
    var fetched = window.fetch, loaded = null;
    var load = function () {
      loaded = loaded || new Promise(function (done, failed) {
        var script = document.createElement("script");
        script.src = here.replace(/[^/]*$/, "search.js");
        script.onload = done;
        script.onerror = function () { failed(new TypeError("The search index is missing: " + script.src)); };
        document.head.appendChild(script);
      });
      return loaded;
    };
    window.fetch = function (asked) {
      if (!/(^|\/)search\.json$/.test(String(asked && asked.url || asked))) return fetched.apply(window, arguments);
      return load().then(function () { return new Response(JSON.stringify(window.ententeSearch)); });
    };
  }

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
