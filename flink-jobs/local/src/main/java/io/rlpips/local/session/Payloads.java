package io.rlpips.local.session;

import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the records that announce pictures. */
public final class Payloads {

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

    /**
     * The picture that a payload carries or, where it is a claim check into an allowed folder, points at.
     *
     * @return the encoded bytes; of a claim check those whose digest it has, where it has one
     * @throws IOException where there is no such picture any more, it is larger than a picture may be, or it lies elsewhere
     */
    public static byte[] content(ImagePayload image, AllowedLocations allowed) throws IOException {
        if (image.getInline() != null) {
            byte[] bytes = new byte[image.getInline().remaining()];
            image.getInline().duplicate().get(bytes);
            return bytes;
        }
        try {
            URI uri = allowed.require(String.valueOf(image.getUri()));
            if (!"file".equals(uri.getScheme())) {
                throw new IOException("it was a claim check, and only those into folders are shown");
            }
            return requireSame(content(allowed.requireReal(uri)), image.getSha256());
        } catch (RlpipsException forbidden) {
            throw new IOException(forbidden.getMessage(), forbidden);
        }
    }

    /** Whoever put a picture there may have put another in its place since it was judged. */
    private static byte[] requireSame(byte[] bytes, String sha256) throws IOException {
        if (sha256 != null && !sha256.isEmpty() && !sha256.equals(Sha256.of(bytes))) {
            throw new IOException("something else is there now, with SHA-256 " + Sha256.of(bytes));
        }
        return bytes;
    }

    private static byte[] content(Path file) throws IOException {
        long most = ImageLimits.DEFAULT.maxBytes();
        if (!Files.isRegularFile(file)) {
            throw new IOException("the claim check does not point at a file");
        }
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(Math.toIntExact(most + 1));
            if (bytes.length > most) {
                throw new IOException("the file has more than %d bytes".formatted(most));
            }
            return bytes;
        }
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
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read picture '%s': %s".formatted(picture.id(), e.getMessage()),
                    e);
        }
    }
}
