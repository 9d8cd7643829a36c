package io.rlpips.local.report;

import io.rlpips.local.session.Picture;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the two pictures of a pair, where they differ and by how much. */
final class PairView {
    private static final String TRIMMED = "trimmed";

    private final PerceptualModel model;
    private final Thumbnails thumbnails = new Thumbnails();
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);

    PairView(PerceptualModel model) {
        this.model = model;
    }

    Map<String, Object> ofAlert(Alert alert, Picture upload, Picture reference, String note) {
        Map<String, Object> view = pair(upload, reference, alert.getUploadView().equals(TRIMMED));
        view.put("note", note);
        view.put("distance", number(alert.getDistance()));
        view.put("threshold", number(alert.getThreshold()));
        view.put("margin", number(alert.getMargin()));
        view.put("share", percent(alert.getDistance() / alert.getThreshold()));
        view.put("trimmed", alert.getUploadView().equals(TRIMMED));
        view.put("layers", layers(alert.getLayerDistances()));
        view.put("alertId", alert.getAlertId());
        return view;
    }

    /** For a copy that raised no alert. */
    Map<String, Object> ofMiss(Picture upload, Picture reference, double threshold, String note) {
        LayeredDistance distance = distance(upload, reference);
        Map<String, Object> view = pair(upload, reference, false);
        view.put("note", note);
        view.put("distance", number(distance.distance()));
        view.put("threshold", number(threshold));
        view.put("margin", number(threshold - distance.distance()));
        view.put("share", percent(distance.distance() / threshold));
        view.put("trimmed", false);
        view.put("layers", layers(distance.layers()));
        view.put("alertId", "");
        return view;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private Map<String, Object> pair(Picture upload, Picture reference, boolean trimmed) {
        byte[] uploaded = upload.bytes();
        byte[] protectedOne = reference.bytes();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("upload", upload.id());
        view.put("reference", reference.id());
        view.put(
                "uploadPicture",
                thumbnails.of(uploaded).map(Thumbnails::dataUri).orElse(""));
        view.put(
                "referencePicture",
                thumbnails.of(protectedOne).map(Thumbnails::dataUri).orElse(""));
        view.put("mapPicture", Thumbnails.dataUri(map(uploaded, protectedOne, trimmed)));
        return view;
    }

    /** At the model's own input size, which is what the decision rests on. */
    private RgbImage map(byte[] upload, byte[] reference, boolean trimmed) {
        CanonicalImage seen = canonicaliser.canonicalise(upload);
        RgbImage view = trimmed ? seen.trimmed().orElse(seen.master()) : seen.master();
        RgbImage other = canonicaliser.canonicalise(reference).master();
        int side = model.inputSize();
        RgbImage ground = Resize.to(view, 3 * side, 3 * side * seen.sourceHeight() / seen.sourceWidth() + 1);
        return HeatMap.over(ground, model.map(Resize.to(view, side, side), Resize.to(other, side, side)));
    }

    private LayeredDistance distance(Picture upload, Picture reference) {
        RgbImage a = canonicaliser.canonicalise(upload.bytes()).master();
        RgbImage b = canonicaliser.canonicalise(reference.bytes()).master();
        var prints = model.embed(List.of(a, b));
        return model.distance(prints.get(0), prints.get(1));
    }

    private static List<Map<String, Object>> layers(List<Double> distances) {
        double largest =
                distances.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        List<Map<String, Object>> layers = new ArrayList<>();
        for (int i = 0; i < distances.size(); i++) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("name", "layer " + (i + 1));
            layer.put("value", number(distances.get(i)));
            layer.put("width", percent(largest > 0 ? distances.get(i) / largest : 0));
            layers.add(layer);
        }
        return layers;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", Math.max(0, Math.min(100, 100 * share)));
    }
}
