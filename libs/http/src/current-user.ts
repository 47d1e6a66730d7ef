import { createParamDecorator } from '@nestjs/common';
import { LOCAL_USER, type User } from '#libs/cqrs';

/** Who asks. Until tokens are checked every caller is the local one. */
export const CurrentUser = createParamDecorator((): User => LOCAL_USER);
