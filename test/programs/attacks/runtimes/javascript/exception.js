// Writes the right answer and ends in a promise that is rejected and that nobody looks at.
console.log('held');
Promise.reject(new Error('nobody catches this'));
