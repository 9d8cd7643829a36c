package io.rlpips.training.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of several parts, each with its length before it, so that no other division gives the same. */
final class ContentDigest {
    private final MessageDigest digest;

    ContentDigest() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    ContentDigest add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    ContentDigest add(byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
        return this;
    }

    /** @return 64 lower-case hexadecimal digits; nothing can be added afterwards */
    String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
