package io.rlpips.training.backbone;

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

/** Loss and accuracy of every epoch, as {@code curve.csv} and {@code curve.png}. */
final class TrainingCurve {
    private TrainingCurve() {}

    static void write(Path run, List<EpochResult> history) {
        RunFiles.replace(run.resolve("curve.csv"), csv(history).getBytes(StandardCharsets.UTF_8));
        RunFiles.replace(run.resolve("curve.png"), png(history));
    }

    static String csv(List<EpochResult> history) {
        StringBuilder lines =
                new StringBuilder("epoch,training_loss,training_accuracy,validation_loss,validation_accuracy\n");
        for (EpochResult epoch : history) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%d,%.5f,%.5f,%.5f,%.5f%n",
                    epoch.epoch(),
                    epoch.trainingLoss(),
                    epoch.trainingAccuracy(),
                    epoch.validationLoss(),
                    epoch.validationAccuracy()));
        }
        return lines.toString();
    }

    private static byte[] png(List<EpochResult> history) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .title("Training")
                .xAxisTitle("epoch")
                .yAxisTitle("loss")
                .build();
        chart.setYAxisGroupTitle(1, "accuracy");
        add(chart, "training loss", history, EpochResult::trainingLoss, 0);
        add(chart, "validation loss", history, EpochResult::validationLoss, 0);
        add(chart, "training accuracy", history, EpochResult::trainingAccuracy, 1);
        add(chart, "validation accuracy", history, EpochResult::validationAccuracy, 1);
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot draw the training curve: " + failure, failure);
        }
        return picture.toByteArray();
    }

    private static void add(
            XYChart chart, String name, List<EpochResult> history, ToDoubleFunction<EpochResult> value, int axis) {
        double[] epochs = history.stream().mapToDouble(EpochResult::epoch).toArray();
        chart.addSeries(name, epochs, history.stream().mapToDouble(value).toArray())
                .setYAxisGroup(axis);
    }
}
