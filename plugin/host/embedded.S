// Puts the plugin's bundle and the pack of UI files into the library as they are. The assembler finds both in its
// include path (-I).
    .section .rodata
    .global host_bundle_start, host_bundle_end, host_pack_start, host_pack_end
    .hidden host_bundle_start, host_bundle_end, host_pack_start, host_pack_end
    .balign 16
host_bundle_start:
    .incbin "bundle.js"
host_bundle_end:
    .byte 0
    .balign 16
host_pack_start:
    .incbin "files.pack"
host_pack_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
