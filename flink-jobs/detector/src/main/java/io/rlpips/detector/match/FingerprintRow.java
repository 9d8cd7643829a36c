package io.rlpips.detector.match;

/** The fingerprint of one view of a picture; {@code values} is not written to. */
public record FingerprintRow(String view, float[] values) {}
