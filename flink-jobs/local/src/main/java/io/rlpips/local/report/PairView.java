package io.rlpips.local.report;

import io.rlpips.local.replay.Difference;
import io.rlpips.local.report.Thumbnails.Drawn;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Region;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the two pictures of a pair, where they differ and by how much. A picture that cannot be read (any more) is left
 * out, the rest is still told.
 */
final class PairView {
    private static final String TRIMMED = "trimmed";
    private static final String AS_IS = View.AS_IS.label();
    /** Of the frame that pictures are shown in, width by height. */
    private static final double FRAME = 4.0 / 3;
    /** Where the threshold is marked on the bar of a distance, so that distances beyond it find room. */
    private static final double MARK = 0.8;

    private static final Map<String, Object> NO_PICTURE = Map.of("address", "");

    private static final int MAP_SIDE = 32;
    private static final int MAP_CHARACTERS = 2_400;
    private static final int LONGEST_PICTURE = 40_000;
    private static final int LONGEST_ID = 64;

    private final PerceptualModel model;
    private final int pictureCharacters;
    private final Thumbnails thumbnails = new Thumbnails();
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final Map<String, Map<String, String>> maps = new HashMap<>();
    private final Map<String, Map<String, Object>> pictures = new HashMap<>();
    private int drawn;

    /** @param pairCharacters how much of the page the pictures of one pair may take, at least 8,000 */
    PairView(PerceptualModel model, int pairCharacters) {
        this.model = model;
        this.pictureCharacters = Math.min(LONGEST_PICTURE, (pairCharacters - MAP_CHARACTERS) / 2);
    }

    /** @param change what a replay makes of it, {@code new} or {@code changed}; empty for none */
    Map<String, Object> ofAlert(
            Alert alert,
            Optional<Picture> upload,
            Optional<Picture> reference,
            Explanation explanation,
            String change) {
        Optional<byte[]> uploaded = upload.flatMap(PairView::bytes);
        Optional<byte[]> protectedOne = reference.flatMap(PairView::bytes);
        Views views = new Views(alert.getUploadView(), alert.getReferenceView());
        Map<String, Object> view = names(alert.getUploadId(), alert.getReferenceId(), explanation);
        pictures(view, uploaded, protectedOne, views);
        distances(view, alert.getDistance(), alert.getThreshold(), alert.getLayerDistances());
        view.put("alert", true);
        view.put("lost", false);
        view.put("tags", tags(alert, change));
        view.put("bank", PageText.shortened(alert.getBank(), LONGEST_ID));
        view.put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT));
        view.put("severityRank", alert.getSeverity().ordinal());
        view.put("urgent", alert.getSeverity().compareTo(Severity.HIGH) >= 0);
        view.put("alertId", PageText.shortened(alert.getAlertId(), LONGEST_ID));
        view.put("uploadView", views.upload.equals(AS_IS) ? "" : PageText.shortened(views.upload, LONGEST_ID));
        view.put("referenceView", views.reference.equals(AS_IS) ? "" : PageText.shortened(views.reference, LONGEST_ID));
        return view;
    }

    /** For a copy that raised no alert. */
    Map<String, Object> ofMiss(Picture upload, Picture reference, double threshold, Explanation explanation) {
        Optional<byte[]> uploaded = bytes(upload);
        Optional<byte[]> protectedOne = bytes(reference);
        Map<String, Object> view = names(upload.id(), reference.id(), explanation);
        pictures(view, uploaded, protectedOne, new Views(AS_IS, AS_IS));
        Optional<LayeredDistance> distance = uploaded.flatMap(a -> protectedOne.flatMap(b -> distance(a, b)));
        distances(
                view,
                distance.map(LayeredDistance::distance).orElse(Double.NaN),
                threshold,
                distance.map(LayeredDistance::layers).orElse(List.of()));
        view.put("bank", "");
        view.put("severity", "");
        view.put("severityRank", -1);
        view.put("urgent", false);
        view.put("alert", false);
        view.put("lost", false);
        view.put("tags", List.of());
        view.put("alertId", "");
        view.put("uploadView", "");
        view.put("referenceView", "");
        return view;
    }

    /** For an alert of the time that a replay does not raise. */
    Map<String, Object> ofLost(
            Difference lost,
            Optional<Picture> upload,
            Optional<Picture> reference,
            double threshold,
            Explanation explanation) {
        Map<String, Object> view = names(lost.uploadId(), lost.referenceId(), explanation);
        pictures(view, upload.flatMap(PairView::bytes), reference.flatMap(PairView::bytes), new Views(AS_IS, AS_IS));
        distances(view, lost.now() == null ? Double.NaN : lost.now().distance(), threshold, List.of());
        view.put("alert", false);
        view.put("lost", true);
        view.put("bank", PageText.shortened(lost.bank(), LONGEST_ID));
        view.put("thenDistance", number(lost.then().distance()));
        view.put("thenThreshold", number(lost.then().threshold()));
        view.put("tags", List.of());
        view.put("alertId", "");
        view.put("uploadView", "");
        view.put("referenceView", "");
        return view;
    }

    /** What is to be known of a match before it is taken for an alert. */
    private static List<String> tags(Alert alert, String change) {
        List<String> tags = new ArrayList<>();
        switch (alert.getDisposition()) {
            case REPEATED -> tags.add("repeat " + alert.getRepeats());
            case QUARANTINED -> tags.add("in quarantine");
            case LOOKUP -> tags.add("lookup");
            case RAISED, UNKNOWN -> {}
        }
        if (alert.getDisputed()) {
            tags.add("disputed");
        }
        if (alert.getRetroactive()) {
            tags.add("retroactive");
        }
        if (!change.isEmpty()) {
            tags.add(change);
        }
        return tags;
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "unknown";
    }

    /** The views of upload and reference that were compared, by their labels. */
    private record Views(String upload, String reference) {}

    private Map<String, Object> names(String upload, String reference, Explanation explanation) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("number", ++drawn);
        view.put("upload", PageText.shortened(upload));
        view.put("reference", PageText.shortened(reference));
        view.putAll(explanation.view());
        return view;
    }

    private void pictures(Map<String, Object> view, Optional<byte[]> upload, Optional<byte[]> reference, Views views) {
        view.put("uploadPicture", upload.map(this::picture).orElse(NO_PICTURE));
        view.put("referencePicture", reference.map(this::picture).orElse(NO_PICTURE));
        view.put("mapPicture", "");
        view.put("mapPlace", "");
        if (upload.isPresent() && reference.isPresent()) {
            String pair = Sha256.of(upload.get()) + Sha256.of(reference.get()) + views;
            view.putAll(maps.computeIfAbsent(pair, any -> mapPicture(upload.get(), reference.get(), views)));
        }
    }

    private Map<String, String> mapPicture(byte[] upload, byte[] reference, Views views) {
        return map(upload, reference, views)
                .map(colours -> Map.of(
                        "mapPicture", Thumbnails.dataUri(colours, MAP_CHARACTERS), "mapPlace", place(upload, views)))
                .orElse(Map.of());
    }

    /** What occurs in many pairs is drawn once; by content, because the picture of a name may change. */
    private Map<String, Object> picture(byte[] encoded) {
        return pictures.computeIfAbsent(
                Sha256.of(encoded),
                any -> thumbnails.of(encoded).map(this::picture).orElse(NO_PICTURE));
    }

    private Map<String, Object> picture(Drawn drawn) {
        RgbImage shown = drawn.picture();
        double ratio = shown.width() / (double) shown.height();
        Map<String, Object> picture = new LinkedHashMap<>();
        picture.put("address", Thumbnails.dataUri(shown, pictureCharacters));
        picture.put("width", shown.width());
        picture.put("height", shown.height());
        picture.put("fit", decimal(100 * Math.min(1, ratio / FRAME)));
        picture.put("size", drawn.width() + " \u00d7 " + drawn.height());
        picture.put("squashed", drawn.squashed());
        picture.put("tiny", Math.max(drawn.width(), drawn.height()) < 64);
        return picture;
    }

    /** At the model's own input size, which is what the decision rests on. */
    private Optional<RgbImage> map(byte[] upload, byte[] reference, Views views) {
        try {
            CanonicalImage seen = canonicaliser.canonicalise(upload);
            RgbImage view = views.upload.equals(TRIMMED) ? seen.trimmed().orElse(seen.master()) : seen.master();
            RgbImage other = canonicaliser.canonicalise(reference).master();
            int side = model.inputSize();
            RgbImage compared = View.named(views.reference).input(other, side);
            return Optional.of(HeatMap.colours(model.map(Resize.to(view, side, side), compared), MAP_SIDE));
        } catch (RlpipsException notComparable) {
            return Optional.empty();
        }
    }

    /** @return which part of the upload the map covers, as a style: what was trimmed was not compared */
    private String place(byte[] upload, Views views) {
        Region part = views.upload.equals(TRIMMED)
                ? thumbnails
                        .of(upload)
                        .flatMap(drawn -> Canonicaliser.withinBorders(drawn.picture()))
                        .orElse(Region.WHOLE)
                : Region.WHOLE;
        return "left:%s%%;top:%s%%;width:%s%%;height:%s%%"
                .formatted(
                        decimal(100 * part.left()),
                        decimal(100 * part.top()),
                        decimal(100 * (part.right() - part.left())),
                        decimal(100 * (part.bottom() - part.top())));
    }

    private Optional<LayeredDistance> distance(byte[] upload, byte[] reference) {
        try {
            RgbImage a = canonicaliser.canonicalise(upload).master();
            RgbImage b = canonicaliser.canonicalise(reference).master();
            var prints = model.embed(List.of(a, b));
            return Optional.of(model.distance(prints.get(0), prints.get(1)));
        } catch (RlpipsException unreadable) {
            return Optional.empty();
        }
    }

    private static void distances(Map<String, Object> view, double distance, double threshold, List<Double> layers) {
        double share = threshold > 0 ? distance / threshold : distance > 0 ? Double.POSITIVE_INFINITY : 1;
        view.put("distance", number(distance));
        view.put("threshold", number(threshold));
        view.put("margin", number(threshold - distance));
        view.put("share", Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f", 100 * share) : "");
        view.put("bar", percent(MARK * share));
        view.put("beyond", share > 1);
        view.put("layers", layers(layers));
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

    private static Optional<byte[]> bytes(Picture picture) {
        try {
            return Optional.of(picture.bytes());
        } catch (RlpipsException gone) {
            return Optional.empty();
        }
    }

    private static String percent(double share) {
        return decimal(Double.isNaN(share) ? 0 : Math.max(0, Math.min(100, 100 * share)));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
