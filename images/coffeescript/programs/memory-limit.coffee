kept = []
loop kept.push new Array(100000).fill kept.length
