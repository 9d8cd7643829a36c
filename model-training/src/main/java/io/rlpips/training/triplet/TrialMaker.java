package io.rlpips.training.triplet;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes judged trials of one family out of photos. What a trial is depends on the seed, the place of the family and the
 * trial's number only. Thread-safe.
 *
 * @param photos of one size, at least one
 * @param place numbers that tell this maker's trials from those of other makers with this seed
 */
record TrialMaker(DistortionFamily family, List<RgbImage> photos, long seed, long place) {
    private static final int ATTEMPTS = 100;
    private static final double SMALLEST_DIFFERENCE = 0.05;
    private static final double LARGEST_DIFFERENCE = 0.5;

    /**
     * @param kind what was done to the picture
     * @param severities of the first and the second version
     */
    record MadeTriplet(
            String kind, double[] severities, RgbImage reference, RgbImage first, RgbImage second, float secondShare) {}

    /** @param kind what was done to the picture */
    record MadePair(String kind, double severity, RgbImage first, RgbImage second, float sameShare) {}

    /**
     * @return a picture and two versions of it: one kind of distortion, two severities
     * @throws RlpipsException INVALID_ARGUMENT when the family's distortions show on none of many photos
     */
    MadeTriplet triplet(int number) {
        SplittableRandom random = Seeds.stream(seed, place, number);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RgbImage reference = suitable(random);
            Degradation kind = family.draw(random);
            double[] severities = severities(kind.levels(), random);
            RgbImage first = kind.apply(reference, severities[0], random.split());
            RgbImage second = kind.apply(reference, severities[1], random.split());
            // Two equal versions cannot be told apart by anyone, whatever was done to them.
            if (!first.equals(second)) {
                float judgment = SeverityJudgment.secondCloser(severities[0], severities[1]);
                return new MadeTriplet(kind.name(), severities, reference, first, second, judgment);
            }
        }
        throw unsuitable();
    }

    /**
     * @return a picture and a version of it that some people take for the same
     * @throws RlpipsException INVALID_ARGUMENT when the family's distortions show on none of many photos
     */
    MadePair pair(int number) {
        SplittableRandom random = Seeds.stream(seed, place, number);
        RgbImage reference = suitable(random);
        Degradation kind = family.drawGradual(random);
        double severity = random.nextDouble();
        RgbImage second = kind.apply(reference, severity, random.split());
        return new MadePair(kind.name(), severity, reference, second, SeverityJudgment.same(severity));
    }

    private RgbImage suitable(SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RgbImage photo = Choice.of(photos, random);
            if (family.suits(photo)) {
                return photo;
            }
        }
        throw unsuitable();
    }

    private RlpipsException unsuitable() {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "distortions of family '%s' show on none of %d photos drawn; the family color needs coloured ones"
                        .formatted(family.name(), ATTEMPTS));
    }

    private static double[] severities(List<Double> levels, SplittableRandom random) {
        if (!levels.isEmpty()) {
            int first = random.nextInt(levels.size());
            int second = (first + 1 + random.nextInt(levels.size() - 1)) % levels.size();
            return new double[] {levels.get(first), levels.get(second)};
        }
        double difference = Choice.between(SMALLEST_DIFFERENCE, LARGEST_DIFFERENCE, random);
        double milder = Choice.between(0, 1 - difference, random);
        boolean firstIsMilder = random.nextBoolean();
        return new double[] {
            firstIsMilder ? milder : milder + difference, firstIsMilder ? milder + difference : milder,
        };
    }
}
