package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.run.RunFiles;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/** The tables as pictures: bars of recall, curves of attacks over their budget. */
final class DetectionPlots {
    /** Condition that holds an l_inf budget as a number of 8-bit levels, where a figure is one point of a curve. */
    static final String LEVELS = "l_inf levels";

    private static final int WIDTH = 1100;
    private static final int HEIGHT = 500;

    private DetectionPlots() {}

    static void write(Path folder, List<ModelFigures> models) {
        List<String> tables = models.stream()
                .flatMap(model -> model.figures().stream())
                .map(Figure::table)
                .distinct()
                .toList();
        for (String table : tables) {
            if (table.startsWith("Recall")) {
                write(folder, table, bars(table, models));
            } else if (any(
                    models, figure -> of(table, figure) && figure.conditions().containsKey(LEVELS))) {
                write(folder, table, curves(table, models));
            }
        }
    }

    private static boolean any(List<ModelFigures> models, Predicate<Figure> wanted) {
        return models.stream().flatMap(model -> model.figures().stream()).anyMatch(wanted);
    }

    private static boolean of(String table, Figure figure) {
        return figure.table().equals(table);
    }

    private static CategoryChart bars(String table, List<ModelFigures> models) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(table)
                .yAxisTitle("recall")
                .build();
        chart.getStyler()
                .setYAxisMin(0.0)
                .setYAxisMax(1.0)
                .setXAxisLabelRotation(45)
                .setYAxisDecimalPattern("0.0");
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        for (ModelFigures model : models) {
            List<Figure> figures =
                    model.figures().stream().filter(figure -> of(table, figure)).toList();
            if (!figures.isEmpty()) {
                chart.addSeries(
                        model.name(),
                        figures.stream().map(Figure::row).toList(),
                        figures.stream().map(Figure::value).toList());
            }
        }
        return chart;
    }

    private static XYChart curves(String table, List<ModelFigures> models) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(table)
                .xAxisTitle("l_inf budget, 1/255 of the pixel range")
                .yAxisTitle("share of pictures")
                .build();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setYAxisDecimalPattern("0.0");
        chart.getStyler().setXAxisDecimalPattern("0").setChartBackgroundColor(Color.WHITE);
        for (ModelFigures model : models) {
            Map<String, List<Figure>> byAttack = model.figures().stream()
                    .filter(figure -> of(table, figure) && figure.conditions().containsKey(LEVELS))
                    .collect(Collectors.groupingBy(
                            figure -> figure.conditions().getOrDefault("attack", ""),
                            LinkedHashMap::new,
                            Collectors.toList()));
            byAttack.forEach((attack, figures) -> chart.addSeries(
                    byAttack.size() == 1 ? model.name() : "%s: %s".formatted(model.name(), attack),
                    figures.stream()
                            .mapToDouble(figure ->
                                    Double.parseDouble(figure.conditions().get(LEVELS)))
                            .toArray(),
                    figures.stream().mapToDouble(Figure::value).toArray()));
        }
        return chart;
    }

    private static void write(Path folder, String table, Chart<?, ?> chart) {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
        } catch (IOException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot draw '%s': %s".formatted(table, failure), failure);
        }
        String name = table.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        RunFiles.replace(folder.resolve(name + ".png"), picture.toByteArray());
    }
}
