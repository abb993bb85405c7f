// docs/findings.md as bytes of the program, so that a finding is explained where there is no browser.
    .section .rodata
    .global vagus_findings_page
    .global vagus_findings_page_end
vagus_findings_page:
    .incbin "findings.md"
vagus_findings_page_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
