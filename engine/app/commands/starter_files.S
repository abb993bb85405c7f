// The files of samples/starter as bytes of the program: what `vagus init` writes is what the tests have run.
    .macro file name, path
    .global vagus_starter_\name
    .global vagus_starter_\name\()_end
vagus_starter_\name:
    .incbin "\path"
vagus_starter_\name\()_end:
    .byte 0
    .endm

    .section .rodata
    file main, "vagus.yaml"
    file ignore, ".gitignore"
    file input, "inputs/adt_in.yaml"
    file output, "outputs/receiver.yaml"
    file route, "routes/adt.yaml"
    file table, "tables/patient_class.csv"
    file test, "tests/adt.yaml"
    file message, "messages/adt_a08.hl7"
    .section .note.GNU-stack, "", %progbits
