package io.rlpips.training.triplet;

/**
 * Wiener's filter against a Gaussian blur. With the picture mirrored at its edges, the cosine transform (DCT-II) takes
 * such a blur apart into one factor a frequency, which the filter divides by as far as the noise allows.
 */
final class WienerFilter {
    private WienerFilter() {}

    /**
     * @param noise power of the noise in proportion to the picture's, the same at every frequency
     * @return the estimate of what was blurred
     */
    static Raster of(Raster blurred, double sigmaPixels, double noise) {
        double[][] across = cosines(blurred.width());
        double[][] down = cosines(blurred.height());
        double[] factorsAcross = factors(blurred.width(), sigmaPixels);
        double[] factorsDown = factors(blurred.height(), sigmaPixels);
        float[] restored = new float[blurred.samples().length];
        for (int channel = 0; channel < 3; channel++) {
            double[][] spectrum = product(product(down, plane(blurred, channel), false), across, true);
            for (int v = 0; v < spectrum.length; v++) {
                for (int u = 0; u < spectrum[v].length; u++) {
                    double factor = factorsDown[v] * factorsAcross[u];
                    spectrum[v][u] *= factor * (1 + noise) / (factor * factor + noise);
                }
            }
            double[][] plane = product(product(transposed(down), spectrum, false), across, false);
            for (int i = 0; i < blurred.width() * blurred.height(); i++) {
                restored[3 * i + channel] = (float) plane[i / blurred.width()][i % blurred.width()];
            }
        }
        return new Raster(blurred.width(), blurred.height(), restored);
    }

    private static double[][] plane(Raster raster, int channel) {
        double[][] plane = new double[raster.height()][raster.width()];
        for (int i = 0; i < raster.width() * raster.height(); i++) {
            plane[i / raster.width()][i % raster.width()] = raster.samples()[3 * i + channel];
        }
        return plane;
    }

    /** @return the orthonormal transform, a frequency a row */
    private static double[][] cosines(int size) {
        double[][] rows = new double[size][size];
        for (int u = 0; u < size; u++) {
            for (int i = 0; i < size; i++) {
                rows[u][i] = Math.sqrt((u == 0 ? 1.0 : 2.0) / size) * Math.cos(Math.PI * u * (i + 0.5) / size);
            }
        }
        return rows;
    }

    /** @return what the blur leaves of each frequency */
    private static double[] factors(int size, double sigmaPixels) {
        double[] half = Raster.gaussian(sigmaPixels);
        double[] factors = new double[size];
        for (int u = 0; u < size; u++) {
            factors[u] = half[0];
            for (int k = 1; k < half.length; k++) {
                factors[u] += 2 * half[k] * Math.cos(Math.PI * u * k / size);
            }
        }
        return factors;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix[0].length; column++) {
                transposed[column][row] = matrix[row][column];
            }
        }
        return transposed;
    }

    private static double[][] product(double[][] left, double[][] right, boolean transposeRight) {
        double[][] columns = transposeRight ? right : transposed(right);
        double[][] product = new double[left.length][columns.length];
        for (int row = 0; row < left.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                double sum = 0;
                for (int k = 0; k < columns[column].length; k++) {
                    sum += left[row][k] * columns[column][k];
                }
                product[row][column] = sum;
            }
        }
        return product;
    }
}
