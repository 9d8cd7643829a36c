package io.rlpips.schemas;

import java.util.Objects;

/**
 * Key of a record on {@code fingerprints}: it has to be read back from a tombstone, which has nothing but its key. The
 * text is {@code modelId|referenceId}, where {@code %} and {@code |} inside the model's id are written {@code %25} and
 * {@code %7C}; so no two pairs share a text, and it stays legible.
 */
public record FingerprintKey(String referenceId, String modelId) {
    /** After it a text has the reference's id and nothing else. */
    public static final char SEPARATOR = '|';

    public FingerprintKey {
        Objects.requireNonNull(referenceId, "referenceId");
        Objects.requireNonNull(modelId, "modelId");
    }

    public String text() {
        return modelId.replace("%", "%25").replace("|", "%7C") + SEPARATOR + referenceId;
    }

    /** @throws MalformedRecordException if the text was not made by {@link #text()} */
    public static FingerprintKey parse(String text) throws MalformedRecordException {
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new MalformedRecordException("fingerprint key '%s' has no '|' after the model".formatted(text));
        }
        String modelId = text.substring(0, separator).replace("%7C", "|").replace("%25", "%");
        FingerprintKey key = new FingerprintKey(text.substring(separator + 1), modelId);
        if (!key.text().equals(text)) {
            throw new MalformedRecordException("fingerprint key '%s' has a stray '%%' in its model".formatted(text));
        }
        return key;
    }
}
