package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/**
 * The entropy-coded data of one scan without stuffed zero bytes, in the intervals that restart markers make of it. Eight
 * bytes are taken at a time while none of them is 0xff.
 */
final class EntropyData {
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = LOWEST_BITS << 7;

    private final byte[] bytes;
    private final int mostIntervals;
    private int length;
    private int[] ends = new int[8];
    private int intervals;

    private EntropyData(int size, int mostIntervals) {
        this.mostIntervals = mostIntervals;
        this.bytes = new byte[size + BitReader.SLACK];
    }

    /** @param mostIntervals how many there can be: as many as minimum coded units */
    static EntropyData of(JpegSegment scan, int mostIntervals) throws UnusualJpegException {
        EntropyData data = new EntropyData(scan.dataEnd() - scan.end(), mostIntervals);
        data.unstuff(scan.file(), scan.end(), scan.dataEnd());
        data.endInterval();
        // What eight-byte writes left behind the end.
        Arrays.fill(data.bytes, data.length, data.bytes.length, (byte) 0);
        return data;
    }

    private void unstuff(byte[] file, int start, int end) throws UnusualJpegException {
        int at = start;
        while (at < end) {
            if (at + 8 <= end) {
                long eight = BitReader.longAt(file, at);
                BitReader.putLong(bytes, length, eight);
                if ((~eight - LOWEST_BITS & eight & HIGHEST_BITS) == 0) {
                    at += 8;
                    length += 8;
                    continue;
                }
            }
            byte value = file[at];
            if (value != (byte) 0xff) {
                bytes[length++] = value;
                at++;
            } else {
                behindMarkerByte(at + 1 < end ? file[at + 1] & 0xff : 0xff);
                at += 2;
            }
        }
    }

    private void behindMarkerByte(int following) throws UnusualJpegException {
        if (following == 0) {
            bytes[length++] = (byte) 0xff;
        } else if (following == 0xd0 + (intervals & 7) && intervals + 1 < mostIntervals) {
            endInterval();
        } else {
            throw new UnusualJpegException("0xff%02x within a scan".formatted(following));
        }
    }

    private void endInterval() {
        if (intervals == ends.length) {
            ends = Arrays.copyOf(ends, intervals * 2);
        }
        ends[intervals++] = length;
    }

    int intervals() {
        return intervals;
    }

    BitReader reader() {
        return new BitReader(bytes);
    }

    void start(BitReader reader, int interval) {
        reader.start(interval == 0 ? 0 : ends[interval - 1], ends[interval]);
    }
}
