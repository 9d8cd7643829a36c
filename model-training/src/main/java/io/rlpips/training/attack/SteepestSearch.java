package io.rlpips.training.attack;

/**
 * Steps of one length along the direction in which the objective rises fastest under the norm, each followed by a
 * projection. With momentum (Dong et al. 2018) the direction is that of the running sum of gradients, each scaled to a
 * sum of magnitudes of one.
 */
final class SteepestSearch implements Search {
    private static final double TINY = 1e-12;

    private final Neighbourhood neighbourhood;
    private final float stepLength;
    private final float momentum;
    private final float[] direction;

    /**
     * @param stepLength in pixel units
     * @param momentum share of the last direction that is kept; 0 for none
     */
    SteepestSearch(Neighbourhood neighbourhood, double stepLength, double momentum) {
        this.neighbourhood = neighbourhood;
        this.stepLength = (float) stepLength;
        this.momentum = (float) momentum;
        this.direction = new float[momentum == 0 ? 0 : neighbourhood.original().length];
    }

    @Override
    public float[] next(Look look, float[] next) {
        float[] gradient = look.gradient();
        neighbourhood.ascend(look.point(), momentum == 0 ? gradient : turned(gradient), stepLength, next);
        return look.point();
    }

    private float[] turned(float[] gradient) {
        SampleLoops.accumulate(direction, momentum, gradient, (float) (1 / (SampleLoops.magnitudes(gradient) + TINY)));
        return direction;
    }
}
