package io.rlpips.training.baseline;

/**
 * Log-Gabor filters in the frequency domain (Field 1987; Kovesi 1999): four scales, the finest of a wavelength of 6
 * pixels, each twice the last, and four orientations. Frequencies lie in the order of a discrete Fourier transform.
 * Immutable.
 */
final class LogGaborBank {
    static final int SCALES = 4;
    static final int ORIENTATIONS = 4;

    private static final double FINEST_WAVELENGTH_PIXELS = 6;
    private static final double SCALE_FACTOR = 2;
    /** Bandwidth: the Gaussian's sigma on the logarithmic axis, as a ratio to the centre. */
    private static final double SIGMA_RATIO = 0.55;
    /** Distance between orientations over the sigma of the angular Gaussian. */
    private static final double SPACING_TO_SIGMA = 1.2;

    private static final double LOW_PASS_CUTOFF = 0.45;
    private static final int LOW_PASS_ORDER = 15;

    private final int width;
    private final int height;
    private final double[][][] gains = new double[ORIENTATIONS][SCALES][];

    LogGaborBank(int width, int height) {
        this.width = width;
        this.height = height;
        for (int scale = 0; scale < SCALES; scale++) {
            double[] radial = radial(scale);
            for (int orientation = 0; orientation < ORIENTATIONS; orientation++) {
                gains[orientation][scale] = oriented(radial, orientation);
            }
        }
    }

    /** @return the real gain of every frequency, rows of {@code width} */
    double[] gain(int orientation, int scale) {
        return gains[orientation][scale];
    }

    /** @return the energy that noise of power 1 has after the finest filter */
    double finestPower(int orientation) {
        double sum = 0;
        for (double gain : gains[orientation][0]) {
            sum += gain * gain;
        }
        return sum;
    }

    /** @return the energy that noise of power 1 has in the even responses of all scales together */
    double evenPower(int orientation) {
        double sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double even = 0;
                for (double[] gain : gains[orientation]) {
                    // the real part of a response comes from the part of the gain that is even in frequency
                    int opposite = (height - y) % height * width + (width - x) % width;
                    even += (gain[y * width + x] + gain[opposite]) / 2;
                }
                sum += even * even;
            }
        }
        return sum;
    }

    private double[] radial(int scale) {
        double centre = 1 / (FINEST_WAVELENGTH_PIXELS * Math.pow(SCALE_FACTOR, scale));
        double spread = 2 * Math.pow(Math.log(SIGMA_RATIO), 2);
        double[] radial = new double[width * height];
        for (int i = 1; i < radial.length; i++) {
            double radius = Math.hypot(frequency(i % width, width), frequency(i / width, height));
            double lowPass = 1 / (1 + Math.pow(radius / LOW_PASS_CUTOFF, 2 * LOW_PASS_ORDER));
            radial[i] = lowPass * Math.exp(-Math.pow(Math.log(radius / centre), 2) / spread);
        }
        return radial;
    }

    private double[] oriented(double[] radial, int orientation) {
        double angle = orientation * Math.PI / ORIENTATIONS;
        double sigma = Math.PI / ORIENTATIONS / SPACING_TO_SIGMA;
        double[] oriented = new double[radial.length];
        for (int i = 0; i < radial.length; i++) {
            double direction = Math.atan2(-frequency(i / width, height), frequency(i % width, width));
            double turn = Math.abs(Math.IEEEremainder(direction - angle, 2 * Math.PI));
            oriented[i] = radial[i] * Math.exp(-turn * turn / (2 * sigma * sigma));
        }
        return oriented;
    }

    /** @return cycles a pixel, -0.5 to below 0.5 */
    private static double frequency(int index, int size) {
        return (double) (index < (size + 1) / 2 ? index : index - size) / size;
    }
}
