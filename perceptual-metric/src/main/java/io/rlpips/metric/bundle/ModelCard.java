package io.rlpips.metric.bundle;

import io.rlpips.metric.view.ViewSet;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The manifest for people, as Markdown: the same bundle gives the same text. */
final class ModelCard {
    private static final MathContext SHOWN_DIGITS = new MathContext(6);
    private static final double SMALLEST_PLAIN = 1e-4;
    private static final double LARGEST_PLAIN = 1e9;

    private final StringBuilder text = new StringBuilder();
    private final List<String> commands = new ArrayList<>();

    private ModelCard() {}

    static String render(ModelBundle bundle) {
        ModelCard card = new ModelCard();
        Manifest manifest = bundle.manifest();
        card.line("# %s", plain(manifest.modelId()));
        card.line("");
        card.line("Written from `manifest.json`, which counts where the two differ.");
        card.identity(bundle);
        manifest.training().ifPresent(card::training);
        card.threshold(manifest);
        manifest.projection().ifPresent(card::projection);
        card.measurements(manifest.metrics());
        card.commands();
        return card.text.toString();
    }

    private void identity(ModelBundle bundle) {
        Manifest manifest = bundle.manifest();
        table("", "");
        row("backbone", manifest.backbone().label());
        row("input", manifest.inputSize() + " x " + manifest.inputSize() + " pixels");
        row("recipe", manifest.recipe());
        manifest.parent().ifPresent(parent -> row("trained from", parent));
        row("model hash", bundle.modelHash());
        row(
                "tensors",
                manifest.precision().label() + ", SHA-256 "
                        + manifest.tensorsSha256().orElseThrow());
        row("written by", manifest.createdBy());
    }

    private void training(Training training) {
        section("Training");
        table("", "");
        row("data", training.data());
        row("pictures", String.valueOf(training.pictures()));
        row("epochs", String.valueOf(training.epochs()));
        row("seed", String.valueOf(training.seed()));
        training.details().forEach(this::row);
        row("command", reference(training.command()));
    }

    private void threshold(Manifest manifest) {
        section("Threshold");
        line("");
        int views = ViewSet.STANDARD.views().size();
        line("%s", manifest.recommendedThresholds(views).map(ModelCard::inWords).orElse("None is recommended."));
        manifest.calibration().ifPresent(this::calibration);
    }

    private static String inWords(ViewThresholds thresholds) {
        String asIs = "Two pictures count as copies up to a distance of **" + number(thresholds.asIs()) + "**";
        return thresholds.handicap() == 0
                ? asIs + "."
                : asIs
                        + "; where all views are searched, and one is mirrored, turned, greyed, cropped or without its border,"
                        + " up to " + number(thresholds.otherViews()) + ".";
    }

    private void calibration(CalibrationCurve curve) {
        line("");
        line(
                "Measured on %d pairs of unrelated pictures. Between the points the logarithm of the rate is linear in the"
                        + " distance; below the first it falls by a factor of e each %s, and below a rate of %s it is"
                        + " extrapolated.",
                curve.pairs(), number(curve.tailScale()), number(1.0 / curve.pairs()));
        table("distance", "unrelated pairs at most so far apart");
        curve.points().forEach(point -> row(number(point.distance()), number(point.falseMatchRate())));
    }

    private void projection(ProjectionNotes notes) {
        section("Search projection");
        table("", "");
        row("dimensions", String.valueOf(notes.dimensions()));
        row("stored as", notes.format().label() + ", SHA-256 " + notes.sha256().orElseThrow());
        row("fitted on", notes.fittedOn());
        row("command", reference(notes.command()));
    }

    private void measurements(List<Measurement> measurements) {
        section("Measured");
        line("");
        if (measurements.isEmpty()) {
            line("Nothing.");
            return;
        }
        line("| figure | value | target | command |");
        line("|---|---|---|---|");
        for (Measurement measured : measurements) {
            String unit = measured.unit().map(name -> " " + plain(name)).orElse("");
            line(
                    "| %s | %s%s | %s | %s |",
                    plain(measured.name()),
                    number(measured.value()),
                    unit,
                    measured.target().map(target -> number(target) + unit).orElse(""),
                    reference(measured.command()));
        }
    }

    private void commands() {
        if (commands.isEmpty()) {
            return;
        }
        section("Commands");
        for (int i = 0; i < commands.size(); i++) {
            line("");
            line("%d. `%s`", i + 1, commands.get(i).replace('`', '\''));
        }
    }

    /** Many figures come from one command: it is printed once, below. */
    private String reference(String command) {
        if (!commands.contains(command)) {
            commands.add(command);
        }
        return "(" + (commands.indexOf(command) + 1) + ")";
    }

    private void section(String title) {
        line("");
        line("## %s", title);
    }

    private void table(String left, String right) {
        line("");
        line("| %s | %s |", left, right);
        line("|---|---|");
    }

    private void row(String name, String value) {
        line("| %s | %s |", plain(name), plain(value));
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String plain(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|")
                .replace("`", "'");
    }

    private static String number(double value) {
        BigDecimal shown = new BigDecimal(value).round(SHOWN_DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        boolean plain = size == 0 || size >= SMALLEST_PLAIN && size < LARGEST_PLAIN;
        return plain ? shown.toPlainString() : shown.toString();
    }
}
