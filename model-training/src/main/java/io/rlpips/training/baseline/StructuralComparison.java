package io.rlpips.training.baseline;

/**
 * The comparison of Wang et al. (2004) at one scale: mean over all positions of an 11x11 Gaussian window of sigma 1.5
 * that lies inside, with the constants {@code (0.01 * 255)^2} and {@code (0.03 * 255)^2}.
 *
 * @param similarity luminance times contrast-structure: SSIM
 * @param contrastStructure without the luminance
 */
record StructuralComparison(double similarity, double contrastStructure) {
    static final int WINDOW = 11;

    private static final double SIGMA = 1.5;
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);
    private static final double[] GAUSSIAN = gaussian();

    /** @param a grey levels in [0, 255], sides of at least {@link #WINDOW} */
    static StructuralComparison of(Plane a, Plane b) {
        Plane meanA = a.filtered(GAUSSIAN);
        Plane meanB = b.filtered(GAUSSIAN);
        double[] squaresA = product(a, a);
        double[] squaresB = product(b, b);
        double[] products = product(a, b);
        double similarity = 0;
        double contrastStructure = 0;
        for (int i = 0; i < products.length; i++) {
            double muA = meanA.values()[i];
            double muB = meanB.values()[i];
            double varianceA = squaresA[i] - muA * muA;
            double varianceB = squaresB[i] - muB * muB;
            double covariance = products[i] - muA * muB;
            double contrast = (2 * covariance + C2) / (varianceA + varianceB + C2);
            contrastStructure += contrast;
            similarity += contrast * (2 * muA * muB + C1) / (muA * muA + muB * muB + C1);
        }
        return new StructuralComparison(similarity / products.length, contrastStructure / products.length);
    }

    private static double[] product(Plane a, Plane b) {
        return a.with(b, (left, right) -> left * right).filtered(GAUSSIAN).values();
    }

    private static double[] gaussian() {
        double[] window = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double offset = i - WINDOW / 2;
            window[i] = Math.exp(-offset * offset / (2 * SIGMA * SIGMA));
            sum += window[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            window[i] /= sum;
        }
        return window;
    }
}
