import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The only way in from outside: an address of the webhook's function, which asks nobody who they are, since GitHub cannot
 * say so but by its signature. Since October 2025 AWS wants both permissions of such an address, and the second only by
 * way of it. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function botWebhookUrl(
  name: string,
  functionName: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const anybody = { function: functionName, principal: "*" };
  const permissions = [
    new aws.lambda.Permission(
      `${name}/call`,
      {
        ...anybody,
        statementId: "FunctionUrl",
        action: "lambda:InvokeFunctionUrl",
        functionUrlAuthType: "NONE",
      },
      opts,
    ),
    new aws.lambda.Permission(
      `${name}/invoke`,
      {
        ...anybody,
        statementId: "FunctionByUrl",
        action: "lambda:InvokeFunction",
        invokedViaFunctionUrl: true,
      },
      opts,
    ),
  ];
  return new aws.lambda.FunctionUrl(
    name,
    { functionName, authorizationType: "NONE", invokeMode: "BUFFERED" },
    { ...opts, dependsOn: permissions },
  ).functionUrl;
}
