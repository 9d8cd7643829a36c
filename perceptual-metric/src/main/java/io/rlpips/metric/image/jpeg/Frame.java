package io.rlpips.metric.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * The frame header (ITU-T T.81, B.2.2): size, components and how they are sampled.
 *
 * @param width columns of the picture
 * @param height rows of the picture
 * @param progressive whether coefficients come in several scans
 * @param components one for grey, three for colours
 * @param mcuColumns how many minimum coded units an interleaved scan has in a row
 * @param mcuRows and how many rows of them
 */
record Frame(int width, int height, boolean progressive, List<Component> components, int mcuColumns, int mcuRows) {
    private static final int PROGRESSIVE = 0xc2;
    private static final int BITS = 8;
    private static final int LARGEST_FACTOR = 2;

    static Frame read(JpegSegment segment) throws UnusualJpegException {
        int count = segment.unsignedByte(5);
        segment.requireLength(6 + 3 * count);
        int height = segment.unsignedShort(1);
        int width = segment.unsignedShort(3);
        if (segment.unsignedByte(0) != BITS || width == 0 || height == 0 || count != 1 && count != 3) {
            throw new UnusualJpegException("%d components of %d x %d".formatted(count, width, height));
        }
        int across = segment.unsignedByte(7) >> 4;
        int down = segment.unsignedByte(7) & 15;
        if (across < 1 || down < 1 || across > LARGEST_FACTOR || down > LARGEST_FACTOR) {
            throw new UnusualJpegException("sampling factors %d and %d".formatted(across, down));
        }
        int mcuColumns = ceilingOf(width, Component.BLOCK_SIDE * across);
        int mcuRows = ceilingOf(height, Component.BLOCK_SIDE * down);
        List<Component> components = new ArrayList<>();
        for (int at = 6; at < segment.length(); at += 3) {
            int factors = segment.unsignedByte(at + 1);
            Sampling sampling = Sampling.of(factors >> 4, factors & 15, across, down);
            components.add(new Component(
                    segment.unsignedByte(at),
                    sampling,
                    segment.unsignedByte(at + 2),
                    ceilingOf(width, sampling.stepAcross()),
                    ceilingOf(height, sampling.stepDown()),
                    mcuColumns,
                    mcuRows));
        }
        return new Frame(width, height, segment.marker() == PROGRESSIVE, List.copyOf(components), mcuColumns, mcuRows);
    }

    private static int ceilingOf(int number, int divisor) {
        return (number + divisor - 1) / divisor;
    }

    Component component(int identifier) throws UnusualJpegException {
        for (Component component : components) {
            if (component.identifier() == identifier) {
                return component;
            }
        }
        throw new UnusualJpegException("a scan of component " + identifier);
    }

    /**
     * How often a component has a sample.
     *
     * @param across blocks of a minimum coded unit, side by side
     * @param down and one above the other
     * @param stepAcross columns of the picture that one sample stands for
     * @param stepDown rows of the picture that one sample stands for
     */
    record Sampling(int across, int down, int stepAcross, int stepDown) {

        /** The first component is the one sampled most often, others at every or every second place. */
        static Sampling of(int across, int down, int mostAcross, int mostDown) throws UnusualJpegException {
            return new Sampling(across, down, step(across, mostAcross), step(down, mostDown));
        }

        private static int step(int factor, int most) throws UnusualJpegException {
            if (factor < 1 || factor > most) {
                throw new UnusualJpegException("sampling factors %d of %d".formatted(factor, most));
            }
            return most / factor;
        }
    }
}
