package io.rlpips.training.run;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * How a run went, as {@code curve.csv} and {@code curve.png}.
 *
 * @param unit what the run counts: {@code epoch}, {@code step}
 * @param position of an entry of the history on the horizontal axis
 * @param leftAxis title of the left axis
 * @param rightAxis title of the right axis
 * @param <P> one entry of the history
 */
public record Curves<P>(
        String unit, ToDoubleFunction<P> position, String leftAxis, String rightAxis, List<Series<P>> series) {

    /** Which axis a series is drawn on. */
    public enum Axis {
        LEFT,
        RIGHT
    }

    /**
     * One line of the chart and column of the table.
     *
     * @param name in words; the column's name has underscores for spaces
     */
    public record Series<P>(String name, Axis axis, ToDoubleFunction<P> value) {}

    public void write(Path run, List<P> history) {
        RunFiles.replace(run.resolve("curve.csv"), csv(history).getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(run.resolve("curve.png"), png(history));
    }

    String csv(List<P> history) {
        StringBuilder lines = new StringBuilder(unit);
        series.forEach(line -> lines.append(',').append(line.name().replace(' ', '_')));
        lines.append('\n');
        for (P entry : history) {
            lines.append(Math.round(position.applyAsDouble(entry)));
            for (Series<P> line : series) {
                lines.append(String.format(Locale.ROOT, ",%.5f", line.value().applyAsDouble(entry)));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private byte[] png(List<P> history) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .title("Training")
                .xAxisTitle(unit)
                .yAxisTitle(leftAxis)
                .build();
        chart.setYAxisGroupTitle(1, rightAxis);
        double[] positions = history.stream().mapToDouble(position).toArray();
        for (Series<P> line : series) {
            chart.addSeries(
                            line.name(),
                            positions,
                            history.stream().mapToDouble(line.value()).toArray())
                    .setYAxisGroup(line.axis().ordinal());
        }
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot draw the training curve: " + failure, failure);
        }
        return picture.toByteArray();
    }
}
