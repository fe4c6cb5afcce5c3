(use-modules (ice-9 rdelim))

(display (string-append "你好, " (read-line)))
(newline)
