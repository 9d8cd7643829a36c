package io.rlpips.detector.judge;

import io.rlpips.detector.read.Coordinates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An alert's id: a function of upload, reference and model, so that a repeat of the same finding has the same. */
final class AlertId {
    private static final int BYTES = 16;

    private AlertId() {}

    static String of(Coordinates upload, String referenceId, String modelHash) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
        // Each part with its length: no two triples run together to the same bytes.
        for (String part : new String[] {upload.text(), referenceId, modelHash}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
