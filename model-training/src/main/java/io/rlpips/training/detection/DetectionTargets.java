package io.rlpips.training.detection;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the default model aims at, by table and row. */
final class DetectionTargets {
    private static final Map<String, Target> TARGETS = targets();

    private DetectionTargets() {}

    /** @param atLeast whether a larger value is better */
    record Target(double value, boolean atLeast) {
        String describe() {
            return atLeast ? "at least %.2f".formatted(value) : "at most %.1f %%".formatted(100 * value);
        }
    }

    static Optional<Target> of(String table, String row) {
        return Optional.ofNullable(TARGETS.get(key(table, row)));
    }

    private static String key(String table, String row) {
        return table + ": " + row;
    }

    private static Map<String, Target> targets() {
        Map<String, Target> targets = new TreeMap<>();
        String oneView = "Recall, one view, photos";
        String[] edits = {
            "jpeg q10",
            "blur sigma 2",
            "noise",
            "resize 0.5",
            "brightness 1.3",
            "contrast 0.7",
            "rotate 4",
            "crop 5 %",
            "text band",
            "watermark"
        };
        for (String edit : edits) {
            targets.put(key(oneView, edit), new Target(0.99, true));
        }
        targets.put(key(oneView, "crop 15 %"), new Target(0.80, true));
        for (String edit :
                new String[] {"crop 5-20 % off centre", "pad, noisy border", "grey", "mirror", "rotate 90"}) {
            targets.put(key("Recall, reference views, photos", edit), new Target(0.90, true));
        }
        for (String views : new String[] {"one view", "reference views"}) {
            String evaded = "Evaded, white box, " + views;
            targets.put(key(evaded, "apgd, l_inf 4/255"), new Target(0, false));
            targets.put(key(evaded, "apgd, l_inf 8/255"), new Target(0.005, false));
            targets.put(key(evaded, "apgd, l_inf 16/255"), new Target(0.10, false));
            targets.put(key(evaded, "apgd, l_2 1.0"), new Target(0.005, false));
        }
        for (String edit : new String[] {"crop 5 %", "rotate 4", "jpeg q10"}) {
            targets.put(
                    key("Evaded after an edit, white box, one view", edit + ", then apgd, l_inf 8/255"),
                    new Target(0.02, false));
        }
        targets.put(key("Framed, white box, one view", "apgd, l_inf 4/255, any of 5"), new Target(0.005, false));
        targets.put(key("Framed, white box, one view", "apgd, l_inf 8/255, any of 5"), new Target(0.02, false));
        return targets;
    }
}
