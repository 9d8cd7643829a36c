package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.type.TypeReference;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.ReferenceFingerprints;
import io.rlpips.training.attack.StoredPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Attacks on many pictures: shards of a fixed size, each with random numbers of its own, so that neither the number of
 * threads nor an interruption changes a result. A shard that is finished stays finished. Closing frees the model's
 * tensors.
 */
final class AttackWork implements AutoCloseable {
    private static final TypeReference<List<List<Boolean>>> SUCCESSES = new TypeReference<>() {};
    private static final int SHARD = 64;

    private final NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    private final Lpips metric;
    private final ParallelWork workers;
    private final StageFolder stages;
    private final long seed;
    private final EvaluationListener listener;

    AttackWork(ModelBundle bundle, ParallelWork workers, StageFolder stages, long seed, EvaluationListener listener) {
        this.metric = PerceptualModel.lpips(bundle, manager);
        this.workers = workers;
        this.stages = stages;
        this.seed = seed;
        this.listener = listener;
    }

    /** What is done to one shard. */
    interface ShardAttack {
        /** @return for every budget and every picture of the shard whether the attack succeeded */
        List<List<Boolean>> run(Shard shard);
    }

    /** How far a shard is, as a share. */
    interface Step {
        void reached(double share);
    }

    /**
     * Some of the pictures and what an attack needs besides them.
     *
     * @param scratch owner of whatever the attack makes
     * @param pictures their numbers
     * @param seed of the shard
     */
    record Shard(NDManager scratch, Lpips metric, int[] pictures, long seed, Step progress) {
        NDArray samples(List<RgbImage> chosen) {
            return StoredPictures.samples(scratch, chosen);
        }

        /** @param views of each picture, equally many of each */
        ReferenceFingerprints references(List<List<RgbImage>> views) {
            List<NDArray> stacked = IntStream.range(0, views.get(0).size())
                    .mapToObj(view ->
                            samples(views.stream().map(each -> each.get(view)).toList()))
                    .toList();
            return ReferenceFingerprints.of(metric, scratch, stacked);
        }
    }

    /**
     * @param stage names the files of the shards
     * @param settings all that the result depends on besides the model and the seed
     * @return how many pictures each budget sufficed for
     */
    int[] count(String stage, Map<String, ?> settings, int pictures, int budgets, ShardAttack attack) {
        int shards = (pictures + SHARD - 1) / SHARD;
        ShardProgress progress = new ShardProgress(stage, listener, shards, pictures);
        List<List<List<Boolean>>> results =
                workers.map(IntStream.range(0, shards).boxed().toList(), shard -> {
                    int from = shard * SHARD;
                    int size = Math.min(SHARD, pictures - from);
                    List<List<Boolean>> result = stages.result(
                            "%s part %d".formatted(stage, shard + 1),
                            complete(settings, from, size),
                            SUCCESSES,
                            () -> run(
                                    shard,
                                    IntStream.range(from, from + size).toArray(),
                                    attack,
                                    share -> progress.reached(shard, Math.round(share * size))));
                    progress.reached(shard, size);
                    return result;
                });
        int[] counts = new int[budgets];
        for (List<List<Boolean>> result : results) {
            for (int budget = 0; budget < budgets; budget++) {
                counts[budget] += (int)
                        result.get(budget).stream().filter(success -> success).count();
            }
        }
        return counts;
    }

    private Map<String, Object> complete(Map<String, ?> settings, int from, int size) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("seed", seed);
        all.put("from", from);
        all.put("size", size);
        return all;
    }

    private List<List<Boolean>> run(int shard, int[] pictures, ShardAttack attack, Step progress) {
        try (NDManager scratch = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            long shardSeed = Seeds.stream(seed, shard).nextLong();
            return new ArrayList<>(attack.run(new Shard(scratch, metric, pictures, shardSeed, progress)));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
