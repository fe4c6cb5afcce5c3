// The files beside this one are what Node may read before it: a package of its own with hooks, modules of the names of Node's own.
console.log(
  require('fs').existsSync('/app/main.js') && require('node:path').sep === '/'
    ? 'held'
    : 'a module was replaced',
);
