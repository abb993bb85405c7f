// The dictionaries of all versions as bytes of the program: no compiler has to read 650 KB of text. What codes mean lies
// apart, as only people ask for it.
    .section .rodata
    .global vagus_hl7_tables
    .global vagus_hl7_tables_end
    .global vagus_hl7_meanings
    .global vagus_hl7_meanings_end
vagus_hl7_tables:
    .incbin "segments.txt"
    .incbin "types.txt"
    .incbin "codes.txt"
    .incbin "structures.txt"
vagus_hl7_tables_end:
    .byte 0
vagus_hl7_meanings:
    .incbin "meanings.txt"
vagus_hl7_meanings_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
