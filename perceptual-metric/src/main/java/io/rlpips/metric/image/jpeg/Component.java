package io.rlpips.metric.image.jpeg;

/**
 * One colour component of a frame.
 *
 * @param identifier what scans call it
 * @param sampling how often it has a sample
 * @param quantisation destination of its quantisation table
 * @param width columns of samples
 * @param height rows of samples
 * @param mcuColumns minimum coded units in a row of an interleaved scan
 * @param mcuRows rows of them
 */
record Component(
        int identifier, Frame.Sampling sampling, int quantisation, int width, int height, int mcuColumns, int mcuRows) {
    static final int BLOCK_SIDE = 8;

    /** Blocks in a row that hold samples: as many as a scan of this component alone has. */
    int ownColumns() {
        return (width + BLOCK_SIDE - 1) / BLOCK_SIDE;
    }

    int ownRows() {
        return (height + BLOCK_SIDE - 1) / BLOCK_SIDE;
    }

    /** Blocks in a row with those that only fill the last minimum coded unit. */
    int blockColumns() {
        return mcuColumns * sampling.across();
    }

    int blockRows() {
        return mcuRows * sampling.down();
    }
}
