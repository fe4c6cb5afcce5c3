throw new Error 'this program always fails'
