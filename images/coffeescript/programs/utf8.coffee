[line] = require('fs').readFileSync(0, 'utf8').split '\n'
console.log "你好, #{line}"
