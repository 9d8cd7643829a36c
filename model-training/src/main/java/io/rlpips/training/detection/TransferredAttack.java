package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.attack.AttackCampaign;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.CampaignSettings;
import io.rlpips.training.attack.Evasion;
import io.rlpips.training.attack.Goal;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.ReferenceFingerprints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Copies pushed as far as another model lets them, then shown to the model that is measured.
 *
 * @param inputs as both models take them, by the number of the picture
 * @param other the model that the attack is made on
 */
record TransferredAttack(
        IntFunction<RgbImage> inputs, Lpips other, IterativeAttack attack, double threshold, Budget budget)
        implements AttackWork.ShardAttack {
    @Override
    public List<List<Boolean>> run(AttackWork.Shard shard) {
        NDArray originals =
                shard.samples(Arrays.stream(shard.pictures()).mapToObj(inputs).toList());
        Goal away = new Evasion(
                other, ReferenceFingerprints.of(other, shard.scratch(), List.of(originals)), Double.POSITIVE_INFINITY);
        NDArray perturbed = new AttackCampaign(
                        attack,
                        CampaignSettings.of(1, shard.seed()),
                        (done, total) -> shard.progress().reached((double) done / total))
                .run(originals, away, budget)
                .perturbed();
        Goal beyond = new Evasion(
                shard.metric(),
                ReferenceFingerprints.of(shard.metric(), shard.scratch(), List.of(originals)),
                threshold);
        List<Boolean> evaded = new ArrayList<>();
        for (float value : beyond.measure(
                perturbed, IntStream.range(0, shard.pictures().length).toArray())) {
            evaded.add(beyond.reachedBy(value));
        }
        return List.of(evaded);
    }
}
