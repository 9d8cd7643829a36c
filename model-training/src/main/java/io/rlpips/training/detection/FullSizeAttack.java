package io.rlpips.training.detection;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.attack.AttackedPicture;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.PictureAttack;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Copies attacked at full size, through the resizes on the way to the model, and stored with 8 bits.
 *
 * @param photos by their number
 */
record FullSizeAttack(
        ModelBundle bundle, IntFunction<RgbImage> photos, IterativeAttack attack, double threshold, Budget budget)
        implements AttackWork.ShardAttack {
    @Override
    public List<List<Boolean>> run(AttackWork.Shard shard) {
        List<RgbImage> chosen = Arrays.stream(shard.pictures()).mapToObj(photos).toList();
        try (PictureAttack pictures = new PictureAttack(
                bundle,
                attack,
                DeviceChoice.CPU,
                (done, total) -> shard.progress().reached((double) done / total))) {
            return List.of(pictures.evade(chosen, budget, threshold, 1, shard.seed()).stream()
                    .map(AttackedPicture::distance)
                    .map(distance -> distance > threshold)
                    .toList());
        }
    }
}
