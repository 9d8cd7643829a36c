package io.rlpips.training.heads;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Waves, and two copies with noise of different strength: the weaker is judged closer. */
public final class DrawnTriplets {
    private DrawnTriplets() {}

    public static TripletSet set(int count, int side) {
        List<Triplet> triplets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplittableRandom random = Seeds.stream(77, i);
            RgbImage reference = DrawnPictures.waves(side, side, i % 5, i);
            int weak = 5 + random.nextInt(15);
            int strong = 50 + random.nextInt(40);
            boolean secondWeak = random.nextBoolean();
            triplets.add(new Triplet(
                    "train/traditional/%06d".formatted(i),
                    "traditional",
                    reference,
                    noisy(reference, secondWeak ? strong : weak, random),
                    noisy(reference, secondWeak ? weak : strong, random),
                    secondWeak ? 0.9f : 0.1f));
        }
        return new TripletSet(JudgedBy.SEVERITY, triplets);
    }

    private static RgbImage noisy(RgbImage picture, int strength, SplittableRandom random) {
        byte[] pixels = picture.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            double value = (pixels[i] & 0xff) + strength * random.nextGaussian();
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new RgbImage(picture.width(), picture.height(), pixels);
    }
}
