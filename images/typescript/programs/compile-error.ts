const sum: number = 'three';
console.log(sum);
