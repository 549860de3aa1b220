import { GetWebIdentityTokenCommand, type STSClient } from "@aws-sdk/client-sts";
import { Refused } from "../failure";

/**
 * Seconds for which the token holds: as long as the function may run, because Databricks' own tokens that are made of
 * it hold no longer.
 */
const SECONDS = 900;

/**
 * A token by which AWS says who this function is, signed so that Databricks can check it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 * @param audience what the federation policy of the bot's service principal names
 * @throws Refused where the account does not make such tokens
 */
export async function webIdentityToken(client: STSClient, audience: string): Promise<string> {
  const command = new GetWebIdentityTokenCommand({
    Audience: [audience],
    // Databricks takes RS256 and ES256, AWS makes RS256 and ES384.
    SigningAlgorithm: "RS256",
    DurationSeconds: SECONDS,
  });
  const { WebIdentityToken } = await client.send(command).catch((error: unknown) => {
    if (error instanceof Error && error.name.startsWith("OutboundWebIdentityFederationDisabled")) {
      throw new Refused(
        "AWS makes no tokens for Databricks: an administrator of the account runs `aws iam enable-outbound-web-identity-federation`",
      );
    }
    throw error;
  });
  if (WebIdentityToken === undefined) throw new Refused("AWS answered without a token for Databricks");
  return WebIdentityToken;
}
