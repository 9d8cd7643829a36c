package io.rlpips.metric.image.jpeg;

/** From the planes of a reduced picture to R G B (JFIF 1.02: luminance and chrominance of ITU-R BT.601, full range). */
final class CellColours {
    private static final int FRACTION_BITS = 16;
    private static final int HALF = 1 << FRACTION_BITS - 1;
    private static final int RED_FROM_RED = fixed(1.402);
    private static final int GREEN_FROM_BLUE = fixed(0.344136);
    private static final int GREEN_FROM_RED = fixed(0.714136);
    private static final int BLUE_FROM_BLUE = fixed(1.772);
    private static final int CENTRE = 128;

    private CellColours() {}

    private static int fixed(double factor) {
        return (int) Math.rint(factor * (1 << FRACTION_BITS));
    }

    static byte[] rgb(ReducedPlane[] planes, int columns, int rows, boolean luminanceAndChrominance) {
        byte[] samples = new byte[columns * rows * 3];
        ReducedPlane second = planes[planes.length == 1 ? 0 : 1];
        ReducedPlane third = planes[planes.length == 1 ? 0 : 2];
        boolean convert = planes.length == 3 && luminanceAndChrominance;
        int to = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++, to += 3) {
                int a = planes[0].cells()[row * planes[0].stride() + column] & 0xff;
                int b = second.cells()[row * second.stride() + column] & 0xff;
                int c = third.cells()[row * third.stride() + column] & 0xff;
                if (convert) {
                    put(samples, to, a, b - CENTRE, c - CENTRE);
                } else {
                    samples[to] = (byte) a;
                    samples[to + 1] = (byte) b;
                    samples[to + 2] = (byte) c;
                }
            }
        }
        return samples;
    }

    private static void put(byte[] samples, int at, int luminance, int blue, int red) {
        samples[at] = clipped(luminance + (RED_FROM_RED * red + HALF >> FRACTION_BITS));
        samples[at + 1] = clipped(luminance + (HALF - GREEN_FROM_BLUE * blue - GREEN_FROM_RED * red >> FRACTION_BITS));
        samples[at + 2] = clipped(luminance + (BLUE_FROM_BLUE * blue + HALF >> FRACTION_BITS));
    }

    private static byte clipped(int level) {
        return (byte) Math.max(0, Math.min(255, level));
    }
}
