package io.rlpips.metric.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The one digest of bundles. */
public final class Sha256 {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_BUNDLE naming the field */
    static void requireDigest(String field, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw BundleFailure.of("%s is not 64 lower-case hexadecimal digits", field);
        }
    }

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_BUNDLE naming the file and both digests */
    static void requireSame(String file, byte[] content, String announced) {
        String found = of(content);
        if (!found.equals(announced)) {
            throw BundleFailure.of("%s has SHA-256 %s, the manifest says %s", file, found, announced);
        }
    }

    /** @return 64 lower-case hexadecimal digits */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Reads the file once without holding it.
     *
     * @return 64 lower-case hexadecimal digits
     * @throws IOException where it cannot be read
     */
    public static String of(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream input = new DigestInputStream(Files.newInputStream(file), digest)) {
                input.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
