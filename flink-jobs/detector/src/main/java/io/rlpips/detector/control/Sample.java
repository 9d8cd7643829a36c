package io.rlpips.detector.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which uploads a share of all of them is. */
final class Sample {
    private static final int DOUBLE_BITS = 53;

    private Sample() {}

    /**
     * @return where an upload stands between 0 and 1, 1 not included: the same everywhere and for ever, and evenly
     *     spread, so that the uploads below r are a share of r, and those of a smaller share are among those of a larger
     */
    static double place(String tenant, String uploadId) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
        byte[] owner = tenant.getBytes(StandardCharsets.UTF_8);
        // With its length: no tenant and id run together to the same bytes as another pair.
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(owner.length).flip());
        digest.update(owner);
        digest.update(uploadId.getBytes(StandardCharsets.UTF_8));
        long bits = ByteBuffer.wrap(digest.digest()).getLong() >>> (Long.SIZE - DOUBLE_BITS);
        return (double) bits / (1L << DOUBLE_BITS);
    }
}
