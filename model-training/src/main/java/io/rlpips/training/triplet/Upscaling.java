package io.rlpips.training.triplet;

/** Ways of making a picture larger: interpolation kernels over the source pixels (Keys 1981 for the cubic one). */
enum Upscaling {
    NEAREST(0.5) {
        @Override
        double weight(double distance) {
            return distance <= 0.5 ? 1 : 0;
        }
    },
    BILINEAR(1) {
        @Override
        double weight(double distance) {
            return Math.max(0, 1 - distance);
        }
    },
    BICUBIC(2) {
        @Override
        double weight(double d) {
            return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
        }
    },
    LANCZOS(3) {
        @Override
        double weight(double d) {
            double angle = Math.PI * d;
            return d < 1e-9 ? 1 : d < 3 ? 3 * Math.sin(angle) * Math.sin(angle / 3) / (angle * angle) : 0;
        }
    };

    private final double reach;

    Upscaling(double reach) {
        this.reach = reach;
    }

    /** @param distance in source pixels, at least 0 */
    abstract double weight(double distance);

    /** @return the picture in a size at least as large as its own, edges continued */
    Raster to(Raster source, int width, int height) {
        Lines rows = new Lines(source.height(), source.width() * 3, width * 3, 3);
        float[] wide = lengthened(source.samples(), source.width(), width, rows);
        Lines columns = new Lines(width, 3, 3, width * 3);
        return new Raster(width, height, lengthened(wide, source.height(), height, columns));
    }

    /**
     * Where the lines lie that are lengthened, in samples.
     *
     * @param pixelStep from a pixel of a line to the next
     */
    private record Lines(int count, int step, int newStep, int pixelStep) {}

    private float[] lengthened(float[] from, int length, int newLength, Lines lines) {
        float[] to = new float[lines.count() * newLength * 3];
        for (int i = 0; i < newLength; i++) {
            double centre = (i + 0.5) * length / newLength - 0.5;
            int first = (int) Math.ceil(centre - reach);
            double[] weights = weights(centre, first, (int) Math.floor(centre + reach));
            for (int line = 0; line < lines.count(); line++) {
                for (int channel = 0; channel < 3; channel++) {
                    double sum = 0;
                    for (int tap = 0; tap < weights.length; tap++) {
                        int at = Math.max(0, Math.min(length - 1, first + tap));
                        sum += weights[tap] * from[line * lines.step() + at * lines.pixelStep() + channel];
                    }
                    to[line * lines.newStep() + i * lines.pixelStep() + channel] = (float) sum;
                }
            }
        }
        return to;
    }

    private double[] weights(double centre, int first, int last) {
        double[] weights = new double[last - first + 1];
        double sum = 0;
        for (int tap = first; tap <= last; tap++) {
            weights[tap - first] = weight(Math.abs(tap - centre));
            sum += weights[tap - first];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
