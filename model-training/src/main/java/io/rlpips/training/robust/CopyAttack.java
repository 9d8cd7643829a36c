package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.training.Seeds;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The inner maximisation of robust training: a few sign steps from a random start that push every copy away from its
 * original and towards another picture. Each copy has an l_inf budget of its own. The last point is returned: keeping the
 * best would cost one more pass for steps that all lead upwards.
 */
final class CopyAttack {
    /** Steps together travel this many radii. */
    private static final double REACH = 2.5;

    private final double leastRadius;
    private final double mostRadius;
    private final int steps;

    /**
     * @param leastRadius of a copy's budget, in pixel units
     * @param mostRadius likewise; between the two every radius is as likely
     */
    CopyAttack(double leastRadius, double mostRadius, int steps) {
        this.leastRadius = leastRadius;
        this.mostRadius = mostRadius;
        this.steps = steps;
    }

    /**
     * @param copies [N, 3, S, S] in [0, 1]
     * @param objective of pictures of that shape to [N]
     * @return attacked copies in [0, 1], in the manager of {@code copies}
     */
    NDArray perturb(NDArray copies, UnaryOperator<NDArray> objective, long seed, long position) {
        NDManager owner = copies.getManager();
        Shape shape = copies.getShape();
        SplittableRandom random = Seeds.stream(seed, position);
        NDArray radii = radii(owner, shape.get(0), random);
        NDArray lower = copies.sub(radii).clip(0, 1);
        NDArray upper = copies.add(radii).clip(0, 1);
        NDArray current = start(owner, shape, random)
                .mul(radii)
                .add(copies)
                .maximum(lower)
                .minimum(upper);
        for (int step = 0; step < steps; step++) {
            try (NDManager scratch = owner.newSubManager()) {
                NDArray point = current;
                point.attach(scratch);
                NDArray gradient = Gradients.at(
                        point, pictures -> objective.apply(pictures).sum());
                NDArray moved = Tensors.times(gradient.sign().mul(radii), REACH / steps)
                        .add(point)
                        .maximum(lower)
                        .minimum(upper);
                moved.attach(owner);
                current = moved;
            }
        }
        return current;
    }

    private NDArray radii(NDManager owner, long pictures, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(pictures)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (leastRadius + (mostRadius - leastRadius) * random.nextDouble());
        }
        return owner.create(values, new Shape(pictures, 1, 1, 1));
    }

    private static NDArray start(NDManager owner, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return owner.create(values, shape);
    }
}
