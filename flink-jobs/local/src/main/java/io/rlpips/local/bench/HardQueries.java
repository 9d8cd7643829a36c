package io.rlpips.local.bench;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.SquaredDistance;
import io.rlpips.training.attack.AttackedPicture;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.PictureAttack;
import io.rlpips.training.attack.ProjectedGradient;
import java.util.ArrayList;
import java.util.List;

/** Pictures that lie where a search that is not quite exact would go wrong: at the radius of a reference. */
final class HardQueries {
    private static final int STEPS = 8;
    private static final Budget LARGE = Budget.largestChange(16 / 255.0);

    private HardQueries() {}

    /**
     * Blends of a reference and another picture, of 256 shares the last one that is within the radius of the reference
     * or the first beyond it, in turn.
     *
     * @param references as many as the others
     */
    static List<RgbImage> atTheRadius(
            PerceptualModel model, List<RgbImage> references, List<RgbImage> others, double radius) {
        List<float[]> originals = ReferenceBank.embed(model, references);
        int[] within = new int[references.size()];
        for (int step = 1 << STEPS - 1; step > 0; step >>= 1) {
            List<RgbImage> tried = new ArrayList<>();
            for (int i = 0; i < within.length; i++) {
                tried.add(blend(references.get(i), others.get(i), within[i] + step));
            }
            List<float[]> fingerprints = ReferenceBank.embed(model, tried);
            for (int i = 0; i < within.length; i++) {
                if (SquaredDistance.between(originals.get(i), fingerprints.get(i)) <= radius) {
                    within[i] += step;
                }
            }
        }
        List<RgbImage> found = new ArrayList<>();
        for (int i = 0; i < within.length; i++) {
            found.add(blend(references.get(i), others.get(i), within[i] + i % 2));
        }
        return found;
    }

    /** Copies of the references, pushed away from them until they are beyond the radius or the budget is spent. */
    static List<RgbImage> pushedAway(ModelBundle bundle, List<RgbImage> references, double radius, long seed) {
        try (PictureAttack attack = new PictureAttack(bundle, ProjectedGradient.plain(STEPS), DeviceChoice.CPU)) {
            return attack.evade(references, LARGE, radius, 1, seed).stream()
                    .map(AttackedPicture::picture)
                    .toList();
        }
    }

    /** @param share of the other picture, in 256ths */
    private static RgbImage blend(RgbImage reference, RgbImage other, int share) {
        int whole = 1 << STEPS;
        byte[] pixels = new byte[reference.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            int sum = (whole - share) * (reference.pixels()[i] & 0xff) + share * (other.pixels()[i] & 0xff);
            pixels[i] = (byte) ((sum + whole / 2) / whole);
        }
        return new RgbImage(reference.width(), reference.height(), pixels);
    }
}
