package io.rlpips.training.robustness;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.run.RunFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What OPT came to, in numbers.
 *
 * @param command line that made it
 * @param names of the pictures
 * @param measured grouped by attack: one entry a measured model, models in the same order throughout
 */
public record RobustnessReport(String command, List<String> names, List<AttackedDistances> measured) {
    public RobustnessReport {
        names = List.copyOf(names);
        measured = List.copyOf(measured);
    }

    /**
     * A line of the table. Separations say how far the first model's distances lie above this one's.
     *
     * @param normalisedMedian in units of the median unrelated pair
     */
    public record Line(
            String attacked,
            String objective,
            String measured,
            double median,
            double normalisedMedian,
            Separation raw,
            Separation normalised) {}

    /** @return one a measured model and attack */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        byAttack().values().forEach(models -> {
            AttackedDistances first = models.get(0);
            models.forEach(model -> lines.add(new Line(
                    model.attacked(),
                    model.objective().label(),
                    model.measured(),
                    model.median(),
                    model.median() / model.unrelatedMedian(),
                    Separation.of(first.distances(), model.distances()),
                    Separation.of(first.normalised(), model.normalised()))));
        });
        return lines;
    }

    public String text() {
        String first = measured.get(0).measured();
        StringBuilder text = new StringBuilder();
        text.append("OPT within 0.05 of the pixel range (0.1 on [-1, 1]), 50 steps of 0.01, %d pictures\n\n"
                .formatted(names.size()));
        String layout = "| %-16s | %-9s | %-16s | %8s | %10s | %9s | %7s | %9s | %7s |%n";
        text.append(layout.formatted(
                "attacked",
                "objective",
                "measured",
                "median",
                "normalised",
                "AUC raw",
                "overlap",
                "AUC norm.",
                "overlap"));
        text.append("|%s%n".formatted("---|".repeat(9)));
        for (Line line : lines()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %-16s | %-9s | %-16s | %8.4f | %10.4f | %9.3f | %7.3f | %9.3f | %7.3f |%n",
                    line.attacked(),
                    line.objective(),
                    line.measured(),
                    line.median(),
                    line.normalisedMedian(),
                    line.raw().above(),
                    line.raw().overlap(),
                    line.normalised().above(),
                    line.normalised().overlap()));
        }
        return text.append(
                        ("%nAUC: probability that an attacked copy is farther under %s than another under the measured"
                                        + " model. Normalised: divided by each model's median distance of unrelated pictures,"
                                        + " as the scale of heads is free.%n")
                                .formatted(first))
                .toString();
    }

    /** Writes the table, every distance, and both figures. */
    public void write(Path folder, List<RgbImage> originals, Map<String, List<RgbImage>> attackedOnFirst, int columns) {
        RunFiles.replace(folder.resolve("robustness.md"), text().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("robustness.csv"), csv().getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(folder.resolve("robustness.json"), RunFiles.json(lines()));
        byAttack().forEach((attack, models) -> {
            String title = "Copies attacked by OPT on " + attack;
            String file = "figure-2-" + attack.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            RunFiles.replace(
                    folder.resolve(file + ".png"),
                    DistanceHistograms.png(title, "distance to the original", models, AttackedDistances::distances));
            RunFiles.replace(
                    folder.resolve(file + "-normalised.png"),
                    DistanceHistograms.png(
                            title,
                            "distance / median distance of unrelated pictures",
                            models,
                            AttackedDistances::normalised));
        });
        attackedOnFirst.forEach((attack, perturbed) -> RunFiles.replace(
                folder.resolve("figure-1-" + attack.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".png"),
                PictureGrid.png(columns(attack, originals, perturbed, columns))));
    }

    private List<PictureGrid.Column> columns(
            String attack, List<RgbImage> originals, List<RgbImage> perturbed, int columns) {
        List<PictureGrid.Column> drawn = new ArrayList<>();
        for (int i = 0; i < Math.min(columns, originals.size()); i++) {
            int picture = i;
            drawn.add(new PictureGrid.Column(
                    originals.get(i),
                    perturbed.get(i),
                    byAttack().get(attack).stream()
                            .map(model ->
                                    String.format(Locale.ROOT, "%s %.3f", model.measured(), model.distances()[picture]))
                            .toList()));
        }
        return drawn;
    }

    private String csv() {
        StringBuilder lines = new StringBuilder("picture,attacked,objective,measured,distance,normalised\n");
        for (AttackedDistances model : measured) {
            double[] normalised = model.normalised();
            for (int i = 0; i < names.size(); i++) {
                lines.append(String.format(
                        Locale.ROOT,
                        "\"%s\",\"%s\",%s,\"%s\",%.6f,%.6f%n",
                        names.get(i).replace("\"", "\"\""),
                        model.attacked(),
                        model.objective().label(),
                        model.measured(),
                        model.distances()[i],
                        normalised[i]));
            }
        }
        return lines.toString();
    }

    private Map<String, List<AttackedDistances>> byAttack() {
        Map<String, List<AttackedDistances>> attacks = new LinkedHashMap<>();
        for (AttackedDistances model : measured) {
            attacks.computeIfAbsent(attack(model.attacked(), model.objective()), name -> new ArrayList<>())
                    .add(model);
        }
        return attacks;
    }

    /** @return in words */
    public static String attack(String attacked, OptObjective objective) {
        return attacked + ", " + objective.label();
    }
}
