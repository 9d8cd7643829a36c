package io.rlpips.detector.read;

import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.MalformedRecordException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** The rules of an image payload, the same for uploads and references. */
public final class Payloads {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final byte[] NOTHING = {};

    private Payloads() {}

    /** @throws MalformedRecordException where the payload breaks its contract */
    public static <T extends Ticket> PictureOrder<T> order(T ticket, BrokerRecord record, ImagePayload payload)
            throws MalformedRecordException {
        boolean inline = payload.getInline() != null;
        boolean claimed = payload.getUri() != null;
        if (inline == claimed) {
            throw new MalformedRecordException(
                    inline ? "image has both inline bytes and a uri" : "image has neither inline bytes nor a uri");
        }
        if (claimed) {
            RecordText.require("image uri", payload.getUri());
        }
        String sha256 = payload.getSha256() == null ? "" : payload.getSha256();
        long length = payload.getLength() == null ? -1 : payload.getLength();
        if (claimed && (payload.getUri().isEmpty() || sha256.isEmpty() || length < 0)) {
            throw new MalformedRecordException("image with a uri needs that uri, a sha256 and a length");
        }
        if (!sha256.isEmpty() && !SHA_256.matcher(sha256).matches()) {
            throw new MalformedRecordException("image sha256 is not 64 lower-case hexadecimal digits");
        }
        return new PictureOrder<>(
                ticket,
                record,
                claimed ? payload.getUri() : "",
                sha256,
                length,
                inline ? bytes(payload.getInline()) : NOTHING);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** The key must be the id inside: retention, compaction and lookup go by the key. */
    public static void requireKey(BrokerRecord record, String name, String id) throws MalformedRecordException {
        if (id.isEmpty()) {
            throw new MalformedRecordException(name + " is empty");
        }
        RecordText.require(name, id);
        if (!record.keyed() || !record.keyText().equals(id)) {
            throw new MalformedRecordException(
                    "key '%s' is not the %s '%s'".formatted(RecordText.cut(record.keyText()), name, id));
        }
    }
}
