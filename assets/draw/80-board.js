/* What makes the board handier: drafts, preview, files, facts, the bell. Every page works without it. */
(function () {
  "use strict";
  const draw = window.dash_clientside && window.dash_clientside.draw;
  if (draw && draw.kinds) draw.kinds.leave = () => window.location.reload(); // a page that is a document of its own
})();
