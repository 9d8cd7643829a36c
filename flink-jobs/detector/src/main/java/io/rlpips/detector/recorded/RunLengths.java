package io.rlpips.detector.recorded;

/**
 * Looks through numbers in Parquet's run-length and bit-packing hybrid without unpacking them. The library allocates for a
 * packed run what its header announces, up to gigabytes for a header of five bytes.
 */
final class RunLengths {
    private static final int LONGEST_HEADER = 5;

    /** Five bytes hold 35 bits, of which the library drops three: it would see another run. */
    private static final long LARGEST_HEADER = 0xFFFF_FFFFL;

    private static final int PACKED_TOGETHER = 8;
    private static final int WIDEST = 32;

    /** Writers fill a run's last group up; some reserve whole runs. */
    private static final int SPARE = 63 * PACKED_TOGETHER;

    private RunLengths() {}

    /**
     * @param width of a number in bits
     * @param values how many numbers are needed
     * @throws IllegalArgumentException where a run announces many more than that, or a header has no end or is too large
     */
    static void require(byte[] bytes, int from, int to, int width, int values) {
        if (width < 0 || width > WIDEST) {
            throw new IllegalArgumentException("numbers have %d bits".formatted(width));
        }
        long at = from;
        long left = values;
        while (left > 0 && at < to) {
            long header = 0;
            int length = 0;
            byte next;
            do {
                if (at == to || length == LONGEST_HEADER) {
                    throw new IllegalArgumentException("the header of a run has no end");
                }
                next = bytes[(int) at++];
                header |= (next & 0x7FL) << (7 * length++);
            } while (next < 0);
            if (header > LARGEST_HEADER) {
                throw new IllegalArgumentException(
                        "the header of a run is %d, more than 32 bits hold".formatted(header));
            }
            boolean packed = (header & 1) == 1;
            long announced = packed ? (header >>> 1) * PACKED_TOGETHER : header >>> 1;
            if (packed && announced > left + SPARE) {
                throw new IllegalArgumentException(
                        "a run announces %d numbers where %d are left".formatted(announced, left));
            }
            at += packed ? announced / PACKED_TOGETHER * width : (width + 7) / 8;
            left -= announced;
        }
    }
}
