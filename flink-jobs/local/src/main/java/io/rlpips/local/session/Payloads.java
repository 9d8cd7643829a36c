package io.rlpips.local.session;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes the records that announce pictures. */
public final class Payloads {
    private static final int CHUNK_BYTES = 1 << 16;

    private Payloads() {}

    /** @param tenant on whose behalf; empty for none in particular */
    public static Upload upload(Picture picture, String tenant) {
        return Upload.newBuilder()
                .setUploadId(picture.id())
                .setClientTimeMillis(System.currentTimeMillis())
                .setTenant(tenant)
                .setImage(image(picture))
                .build();
    }

    /** The same for a picture that nobody uploaded: it is only asked whether it is known. */
    public static Upload lookup(Picture picture, String tenant) {
        return Upload.newBuilder(upload(picture, tenant))
                .setPurpose(UploadPurpose.LOOKUP)
                .build();
    }

    public static Reference reference(Picture picture, String bank) {
        return Reference.newBuilder()
                .setReferenceId(picture.id())
                .setBank(bank)
                .setImage(image(picture))
                .build();
    }

    /** Inline while the record stays within the topic's limit; a larger file is pointed at. */
    private static ImagePayload image(Picture picture) {
        if (picture.file().isEmpty() || picture.length() <= ImageLimits.DEFAULT.maxBytes()) {
            return ImagePayload.newBuilder()
                    .setInline(ByteBuffer.wrap(picture.bytes()))
                    .build();
        }
        Path file = picture.file().get();
        return ImagePayload.newBuilder()
                .setUri(file.toUri().toString())
                .setLength(picture.length())
                .setSha256(sha256(picture, file))
                .build();
    }

    private static String sha256(Picture picture, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read picture '%s': %s".formatted(picture.id(), e.getMessage()),
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "this Java has no SHA-256", e);
        }
    }
}
