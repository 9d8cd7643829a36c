package io.rlpips.detector.read;

/**
 * A picture to be decoded, or to be fetched first.
 *
 * @param record that brought it
 * @param uri where it is to be fetched from; empty when its bytes are here
 * @param sha256 it must have; empty when none was announced
 * @param length it must have; -1 when none was announced
 * @param encoded its bytes; empty until they are fetched
 */
public record PictureOrder<T extends Ticket>(
        T ticket, BrokerRecord record, String uri, String sha256, long length, byte[] encoded) {
    public boolean claimed() {
        return !uri.isEmpty();
    }

    public PictureOrder<T> fetched(byte[] content) {
        return new PictureOrder<>(ticket, record, uri, sha256, length, content);
    }
}
