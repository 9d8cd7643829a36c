package io.rlpips.local.erasure;

/** How much a record tells of a reference. */
enum Told {
    NOTHING,
    /** Its name, and perhaps figures of a match. */
    NAME,
    /** Its picture, or fingerprints of it. */
    PICTURE
}
