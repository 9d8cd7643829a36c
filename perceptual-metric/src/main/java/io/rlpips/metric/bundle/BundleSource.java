package io.rlpips.metric.bundle;

/** Where the files of a bundle come from. Only files asked for by name are ever opened; nothing is unpacked to disk. */
interface BundleSource extends AutoCloseable {
    String MANIFEST = "manifest.json";
    String TENSORS = "model.safetensors";
    String PROJECTION = "projection.safetensors";
    /** For people; never read. */
    String CARD = "MODEL_CARD.md";

    /**
     * @param limitBytes no more is read into memory
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_BUNDLE if the file is absent, unreadable or longer
     */
    byte[] read(String name, long limitBytes);

    @Override
    void close();

    static byte[] withinLimit(String name, byte[] content, long limitBytes) {
        if (content.length > limitBytes) {
            throw BundleFailure.of("%s has more than %d bytes", name, limitBytes);
        }
        return content;
    }
}
